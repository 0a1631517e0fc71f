inkstone.receive("search/t-cbee536a",{"notes":[["归一化/BN.html","HASH","\n对一批样本的每个特征，减去均值，除以标准差： \\hat{x} = \\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\epsilon}}\nTODO\n参考：论文\n"]]});
