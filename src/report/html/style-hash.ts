/** The source expression of STYLE in a content security policy; `vitest -u` renews it. */
export const STYLE_HASH = 'sha256-EZHyy0RlquVQacy4IGj0J3H4uDJg3Jw30KeUw4rg378=';
