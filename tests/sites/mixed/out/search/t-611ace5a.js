inkstone.receive("search/t-611ace5a",{"notes":[["100% 收敛.html","HASH","文件名里有百分号和空格。链接写成<100% 收敛.md>也应该找得到：自己。 收敛的条件是\\sum_t\\eta_t=\\infty且\\sum_t\\eta_t^2<\\infty。"]]});
