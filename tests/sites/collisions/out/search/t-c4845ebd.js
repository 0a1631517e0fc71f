inkstone.receive("search/t-c4845ebd",{"notes":[["x.html/y.html","HASH","x"]]});
