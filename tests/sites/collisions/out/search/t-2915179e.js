inkstone.receive("search/t-2915179e",{"notes":[["a/index.html","HASH",""]]});
