/** The source expression of STYLE in a content security policy; `vitest -u` renews it. */
export const STYLE_HASH = 'sha256-XtgErfB9SvjbviI6wTEukLp3aIehRZQ51p0AldHbUDY=';
