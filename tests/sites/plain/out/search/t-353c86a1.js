inkstone.receive("search/t-353c86a1",{"notes":[["池化/池化.html","HASH","nn.MaxPool2d 没有参数。 pool = nn.MaxPool2d(2) 没有的笔记 Adam 与 动量 都叫优化器。"]]});
