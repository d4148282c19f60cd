/**
 * Tests that go through every place of a text look at every STRIDE-th one in `npm run check`, which has to be quick, and at all of them
 * in `npm test`. Input that is long on purpose is shorter there, too.
 */
export const STRIDE = Math.max(1, Number(process.env['PREFIX_STRIDE'] ?? 1) || 1);
