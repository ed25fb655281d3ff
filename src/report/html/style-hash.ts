/** The source expression of STYLE in a content security policy; `vitest -u` renews it. */
export const STYLE_HASH = 'sha256-fwYSMTXyEXCxPUy05Cr0MIq7BtAY3MPjd+wPrxF4IOE=';
