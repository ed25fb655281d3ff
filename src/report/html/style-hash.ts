/** The source expression of STYLE in a content security policy; `vitest -u` renews it. */
export const STYLE_HASH = 'sha256-Zu9+XHo7c6w3eKr2HxKgMqhbg+bK/Qi4xu2oQYIq8m8=';
