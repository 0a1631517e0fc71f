# Finds and installs what the tests use. To be sourced.

# The browser, or nothing.
chromium_path() {
  if [[ -n ${CHROMIUM:-} ]]; then
    echo "$CHROMIUM"
  else
    command -v chromium || command -v chromium-browser || command -v google-chrome || true
  fi
}

# The other browser, or nothing.
firefox_path() {
  if [[ -n ${FIREFOX:-} ]]; then
    echo "$FIREFOX"
  else
    command -v firefox-esr || command -v firefox || true
  fi
}

# Succeeds and names what the tests in the browser lack, if anything.
browser_is_missing() {
  if [[ ! -x $(chromium_path) ]]; then
    echo "Chromium"
  elif ! command -v node >/dev/null || (($(node -p 'process.versions.node.split(".")[0]') < 20)); then
    echo "Node.js 20 or later"
  elif ! command -v npm >/dev/null; then
    echo "npm"
  else
    return 1
  fi
}

# Installs by apt what is not there yet. Says nothing and does nothing where there is no apt or no right to use it.
install_tools() {
  local packages=()
  [[ -x $(chromium_path) ]] || packages+=(chromium)
  [[ -x $(firefox_path) ]] || packages+=(firefox-esr)
  command -v java >/dev/null || packages+=(default-jre-headless)
  command -v node >/dev/null || packages+=(nodejs)
  command -v npm >/dev/null || packages+=(npm)
  command -v pdftotext >/dev/null || packages+=(poppler-utils)
  command -v epubcheck >/dev/null || packages+=(epubcheck)
  # Pages are measured with real letters: the smallest font that has the Han ones is enough.
  if ! command -v fc-list >/dev/null || [[ -z $(fc-list :lang=zh-cn) ]]; then
    packages+=(fontconfig fonts-wqy-microhei)
  fi
  if ! command -v python3 >/dev/null || ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    packages+=(python3 python3-venv)
  fi
  ((${#packages[@]})) || return 0
  command -v apt-get >/dev/null || return 0
  local root=()
  if (($(id -u) != 0)); then
    sudo -n true 2>/dev/null || return 0
    root=(sudo -n)
  fi
  echo "installing ${packages[*]}"
  "${root[@]}" apt-get update -qq
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
}

# Prints a Python that has the module $1: one in a virtual environment in the folder $2, which is made if need be from
# the requirements there.
python_with() {
  local folder=$2/.venv
  if [[ ! -x $folder/bin/python ]]; then
    command -v python3 >/dev/null || return 1
    python3 -m venv "$folder" >&2 || return 1
  fi
  if ! "$folder/bin/python" -c "import $1" 2>/dev/null; then
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check -r "$2/requirements.txt" >&2 || return 1
  fi
  echo "$folder/bin/python"
}
