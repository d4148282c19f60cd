import { delayOptimizer } from '../../server/src/cli/tiering.ts';

// Loaded by each process of mocha before the tests (.mocharc.json). They call much code a few times: optimised late, they take a fifth
// less CPU (docs/decisions/0005-compiled-code.md).
delayOptimizer();
