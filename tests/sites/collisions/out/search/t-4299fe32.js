inkstone.receive("search/t-4299fe32",{"notes":[["a/README.html","HASH","x"]]});
