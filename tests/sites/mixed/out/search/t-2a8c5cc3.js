inkstone.receive("search/t-2a8c5cc3",{"notes":[["all.html","HASH","它占着全部笔记列表想用的地址，所以列表要让开。"]]});
