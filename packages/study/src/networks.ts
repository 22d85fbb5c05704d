/** The networks of the studies: architecture plugins like any other, for `plugins` of a config. */
import block from './networks/block.js';
import layer from './networks/layer.js';
import net from './networks/net.js';
import poolBranch from './networks/poolBranch.js';

export default [block, layer, net, poolBranch];
