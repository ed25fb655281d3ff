import { HASHED, NONCE } from './cases/policies.ts';

const tell = (what: string): string => `parent.postMessage([location.pathname,'${what}'],'*')`;

/** What each external script is: it tells its own query. */
export const TELL = `parent.postMessage([location.pathname,document.currentScript.src.split('?')[1]],'*')`;

/** A page that tries everything once; what runs tells the page around it. */
export const pageOf = (number: number, metas: readonly string[]): string => `<!doctype html>
<html><head>
${metas.map((content) => `<meta http-equiv="Content-Security-Policy" content="${content}">`).join('\n')}
<base href="https://other.com/b/">
<script>${tell('inline')}</script>
<script nonce="${NONCE}">${tell('nonce')}</script>
<script>${HASHED}</script>
<script src="https://site.test/s.js?self"></script>
<script nonce="${NONCE}" src="https://site.test/s.js?nonce-self"></script>
<script nonce="${NONCE}" src="https://cdn.test/lib/a.js?nonce-listed"></script>
<script src="https://cdn.test/lib/a.js?listed"></script>
<script src="https://any-host.com/s.js?any"></script>
<script src="https://under_score.test/s.js?underscore"></script>
<script src="https://127.0.0.2/s.js?address"></script>
<script src="data:text/javascript,${tell('data')}"></script>
<style>#sheet { color: rgb(1, 2, 3) }</style>
</head><body onload="${tell('handler')}">
<p id="sheet">a</p><p id="attribute" style="color: rgb(1, 2, 3)">b</p>
<object data="https://plug-in.com/object/${number}" type="text/html"></object>
<form action="https://forms.com/form" method="get"><input name="id" value="${number}"></form>
</body></html>`;
