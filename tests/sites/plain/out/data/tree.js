inkstone.receive("tree",{"build":"HASH","root":{"t":"深度学习笔记","u":"index.html","c":[{"t":"批归一化","u":"归一化/BN.html","s":"partial"},{"t":"最大池化","u":"池化/池化.html"}]}});
