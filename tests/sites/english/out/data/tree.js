inkstone.receive("tree",{"build":"HASH","root":{"t":"Study notes","u":"index.html","c":[{"t":"Pooling","u":"pooling.html","s":"partial"}]}});
