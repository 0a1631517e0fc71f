inkstone.receive("search/t-2a8c5cc3",{"notes":[["all.html","HASH",""]]});
