inkstone.receive("search/t-770adbcc",{"notes":[["深度 学习/卷积 网络/1. 感受野.html","HASH","\nr_l=r_{l-1}+(k_l-1)\\prod_{i<l}s_i\nTODO\n参考 没有关上的标签 a b 1 2"]]});
