/** The source expression of STYLE in a content security policy; `vitest -u` renews it. */
export const STYLE_HASH = 'sha256-mqVhnikmcE/h/XCyC58U49jZ9j3mE6vsgtb5eozrk0k=';
