inkstone.receive("tree",{"build":"HASH","root":{"t":"首页","u":"index.html","c":[{"t":"远处的图","u":"远.html"},{"t":"近处","u":"近.html"}]}});
