inkstone.receive("search/t-7f89fa6e",{"notes":[["a b#c %.html","HASH",""]]});
