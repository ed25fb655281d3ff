/** The source expression of STYLE in a content security policy; `vitest -u` renews it. */
export const STYLE_HASH = 'sha256-MnUrOPB1BGX/jLhvs5uon+vUA8tKdE/pYcAEFs9nb+Y=';
