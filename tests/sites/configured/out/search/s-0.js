inkstone.receive("search/s-0",{"build":"HASH","words":"english in words 图 近处 远 远处 首页","counts":"RRRRRRRR","rows":"SSSRSRRQ","impacts":"HASH","pairs":"","pairCounts":"","pairRows":""});
