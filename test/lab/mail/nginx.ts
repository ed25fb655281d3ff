import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Running } from '../process.ts';
import { startAt, type MailGround } from './ground.ts';
import { POLICY_HOSTS, policyAddressOf } from './plan.ts';

const PORT = 443;
const PATH = '/.well-known/mta-sts.txt';

/** Starts one nginx for all policy hosts of MTA-STS, which it tells by the name asked for. */
export function startNginx(ground: MailGround): Promise<Running> {
  const { folder, certificates } = ground;
  const home = join(folder, 'nginx');
  mkdirSync(home);
  const served = Object.entries(POLICY_HOSTS).filter(([, { by }]) => by === 'nginx');
  const servers = served.map(([domain, { certificate, policy, contentType, answer }]) => {
    const file = join(home, domain);
    writeFileSync(file, policy);
    const found = `types {} default_type ${contentType}; alias ${file};`;
    const what = {
      200: found,
      301: `return 301 https://mta-sts.good.test${PATH};`,
      404: 'return 404;',
    }[answer ?? '200'];
    return `
  server {
    listen ${policyAddressOf(domain) ?? ''}:${PORT} ssl;
    server_name mta-sts.${domain};
    ssl_certificate ${certificates.path(certificate, 'pem')};
    ssl_certificate_key ${certificates.path(certificate, 'key')};
    location = ${PATH} { ${what} }
  }`;
  });
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(home, name)};`,
  );
  const config = join(home, 'nginx.conf');
  writeFileSync(
    config,
    `daemon off;
worker_processes 1;
pid ${home}/pid;
error_log ${home}/log crit;
events { worker_connections 256; }
http {
  access_log off;
  ${temporary.join(' ')}${servers.join('')}
}
`,
  );
  const [first = ''] = served.map(([domain]) => policyAddressOf(domain) ?? '');
  const args = ['-c', config, '-p', home, '-e', join(home, 'log')];
  return startAt(ground, ['nginx', ...args], { addresses: [first], port: PORT });
}
