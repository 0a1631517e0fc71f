inkstone.receive("search/t-46e8423b",{"notes":[["远.html","HASH",""]]});
