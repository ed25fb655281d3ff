import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const PAGE = (more: string, folder = ''): string => `<!doctype html>
<html lang=en>
<meta charset=utf-8>
<title>Lab</title>
<link rel=stylesheet href=${folder}/style.css>
<script nonce=CSP_VALUE src=/app.js></script>
<h1>Lab</h1>
${more}
`;

const FORM =
  '<form method=post action=/send><input type=hidden name=csrf_token value=f3a91c07></form>';

/** Files below the root of a sound site. */
const SITE: Readonly<Record<string, string>> = {
  'index.html': PAGE('<p>Nothing to see.</p>'),
  'login.html': PAGE('<form method=post action=/login><input type=password name=password></form>'),
  // Caddy fills it in.
  'template.html': PAGE(`<p>You asked for {{.OriginalReq.URL.Query.Get "assay"}}.</p>${FORM}`),
  'style.css': 'h1 { color: navy }\n',
  'app.js': 'console.log("lab");\n',
  'robots.txt': 'User-agent: *\nDisallow: /admin/\n',
  '.well-known/security.txt': `Contact: mailto:security@example.test
Expires: ${new Date(Date.now() + 90 * 86_400_000).toISOString()}
`,
};

/** And of one that was deployed by copying a folder. */
const CARELESS: Readonly<Record<string, string>> = {
  'index.html': PAGE('<script src="http://cdn.test/lib.js"></script>', '/assets'),
  'assets/style.css': 'h1 { color: red }\n',
  'app.js': 'console.log("lab");\n',
  '.git/HEAD': 'ref: refs/heads/main\n',
  '.git/config': '[core]\n\trepositoryformatversion = 0\n\tbare = false\n',
  '.env': 'APP_KEY=base64:c2VjcmV0\nDB_PASSWORD=secret\n',
};

/** Writes what the servers serve below a folder. */
export function writeSites(folder: string): void {
  for (const [name, files] of Object.entries({ site: SITE, careless: CARELESS })) {
    for (const [path, text] of Object.entries(files)) {
      const file = join(folder, name, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }
}
