inkstone.receive("search/t-efe35522",{"notes":[["index.html","HASH","x \\in \\R^n"]]});
