/** The source expression of STYLE in a content security policy; `vitest -u` renews it. */
export const STYLE_HASH = 'sha256-v4TBjphYxEl3t7+In7A/bXo37Oke1RK+i8SPuSGBVPM=';
