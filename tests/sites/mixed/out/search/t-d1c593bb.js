inkstone.receive("search/t-d1c593bb",{"notes":[["深度 学习/卷积 网络/index.html","HASH","文件夹的一页。3*3卷积和1*1卷积不是强调，感受野（receptive field）是。 远处的图："]]});
