inkstone.receive("tree",{"build":"HASH","root":{"t":"首页","u":"index.html","c":[{"t":"远处的图","u":"%E8%BF%9C.html"},{"t":"近处","u":"%E8%BF%91.html"}]}});
