inkstone.receive("search/t-dd7a08c3",{"notes":[["x-2.html","HASH",""]]});
