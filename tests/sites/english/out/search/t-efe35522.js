inkstone.receive("search/t-efe35522",{"notes":[["index.html","HASH","See pooling and the list.\nread write"]]});
