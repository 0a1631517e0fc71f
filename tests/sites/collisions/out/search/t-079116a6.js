inkstone.receive("search/t-079116a6",{"notes":[["404.html","HASH",""]]});
