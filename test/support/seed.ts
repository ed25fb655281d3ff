import fc from 'fast-check';

/** A gate answers for a change, not for luck: where it names a seed, what is drawn is drawn again. */
const seed = process.env['ASSAY_SEED'];
if (seed !== undefined) fc.configureGlobal({ seed: Number(seed) });
