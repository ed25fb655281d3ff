// An HTTPS server: PORT KEY CERTIFICATE default|everything [ADDRESS].
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';

const [port, key = '', certificate = '', options, address = '127.0.0.1'] = process.argv.slice(2);
createServer(
  {
    key: readFileSync(key),
    cert: readFileSync(certificate),
    ...(options === 'everything' && {
      ciphers: 'ALL:COMPLEMENTOFALL:@SECLEVEL=0',
      minVersion: 'TLSv1',
      dhparam: 'auto',
    }),
  },
  (_request, response) => {
    response.setHeader('Strict-Transport-Security', 'max-age=63072000').end('node\n');
  },
).listen(Number(port), address);
