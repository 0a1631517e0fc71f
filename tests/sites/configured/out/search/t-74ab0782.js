inkstone.receive("search/t-74ab0782",{"notes":[["近.html","HASH","Words in English."]]});
