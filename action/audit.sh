# The step of action.yml: runs assay with the inputs of the action and says what became of it.
set -uo pipefail

usage() {
  echo "::error title=assay::$1"
  echo 'exit-code=2' >>"$GITHUB_OUTPUT"
  exit 2
}

version=$(node --version 2>/dev/null) || usage 'There is no Node: put actions/setup-node before it.'
node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 22 || (a == 22 && b >= 19) ? 0 : 1)' ||
  usage "Needs Node 22.19 or newer, this is $version: put actions/setup-node before it."

if [ -n "$ASSAY_VERSION" ]; then
  case $ASSAY_VERSION in
    *[!0-9A-Za-z.+-]*) usage 'The input version is not a version.' ;;
  esac
  assay=(npx --yes "assay@$ASSAY_VERSION")
else
  # What was pinned is what runs: the code beside this file, with the packages of its lock file.
  home=$GITHUB_ACTION_PATH
  [ -e "$home/node_modules/.package-lock.json" ] ||
    npm ci --prefix "$home" --omit=dev --ignore-scripts --silent --no-audit --no-fund ||
    usage 'The packages of assay cannot be installed.'
  assay=(node --disable-warning=ExperimentalWarning "$home/src/cli/main.ts")
fi

out=$(mktemp -d "$RUNNER_TEMP/assay.XXXXXX")
options=("--output-directory=$out")
# NAME VALUE: an option where its input is set. The sign of equality keeps values from being options.
option() {
  [ -z "$2" ] || options+=("--$1=$2")
}
option config "$ASSAY_CONFIG"
option profile "$ASSAY_PROFILE"
option min-grade "$ASSAY_MIN_GRADE"
option fail-on "$ASSAY_FAIL_ON"
option baseline "$ASSAY_BASELINE"
option format "${ASSAY_SARIF:+sarif:$ASSAY_SARIF}"
option format "${ASSAY_HTML:+html:$ASSAY_HTML}"
read -r -d '' -a targets <<<"$ASSAY_TARGETS"

# bash 3.2, which macOS has, knows no empty list.
"${assay[@]}" audit "${options[@]}" -- ${targets[@]+"${targets[@]}"}
code=$?

# Grade and gate are outputs that assay writes itself; these it cannot write where it was cut short.
{
  echo "exit-code=$code"
  [ ! -e "$out/report.json" ] || echo "report=$out/report.json"
} >>"$GITHUB_OUTPUT"
exit "$code"
