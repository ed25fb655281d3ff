/** The source expression of STYLE in a content security policy; `vitest -u` renews it. */
export const STYLE_HASH = 'sha256-cJFZS8O6IECFLmlSYmiT3p0Wr+5u08nOX4Dy8/GTQ2A=';
