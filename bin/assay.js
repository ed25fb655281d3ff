#!/usr/bin/env node
// Written for any Node: one clear sentence on a Node too old, instead of a syntax error.
var version = process.versions.node.split('.').map(Number);
if (version[0] < 22 || (version[0] === 22 && version[1] < 19)) {
  process.stderr.write(
    'assay: error: needs Node.js 22.19 or newer, this is ' + process.versions.node + '.\n',
  );
  process.exitCode = 2;
} else {
  import('../dist/cli/main.js');
}
