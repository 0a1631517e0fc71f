inkstone.receive("search/t-592b4cdf",{"notes":[["y-3.html","HASH","self other"]]});
