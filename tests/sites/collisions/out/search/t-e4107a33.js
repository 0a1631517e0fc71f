inkstone.receive("search/t-e4107a33",{"notes":[["y.html","HASH",""]]});
