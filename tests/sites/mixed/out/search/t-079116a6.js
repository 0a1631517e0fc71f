inkstone.receive("search/t-079116a6",{"notes":[["404.html","HASH","一篇讲HTTP状态码的笔记，不是找不到页面时的那一页。回到首页。"]]});
