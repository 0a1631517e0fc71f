inkstone.receive("search/t-8acac102",{"notes":[["y-2.html","HASH",""]]});
