inkstone.receive("search/t-efe35522",{"notes":[["index.html","HASH","从 批归一化 读起，再看 池化。"]]});
