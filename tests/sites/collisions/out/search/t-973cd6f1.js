inkstone.receive("search/t-973cd6f1",{"notes":[["data/tree.html","HASH",""]]});
