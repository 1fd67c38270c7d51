#!/bin/sh
# macOS: double-click. Linux: sh start.command [FOLDER]. Sets the program up the first time, audits the folder with
# your bills, and opens the result.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
tool="$here/.venv/bin/renewal-audit"

install() {
    echo "第一次使用，正在安装（需要联网，约两分钟）…… / Setting up, once; about two minutes …"
    python=
    for each in python3.13 python3.12 python3.11 python3; do
        if "$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$each; break; fi
    done
    if [ -z "$python" ]; then
        echo "需要 Python 3.11 或更新版本。macOS 请运行：brew install python@3.12；Linux 请用系统的软件管理器安装。"
        echo "Python 3.11 or newer is needed. macOS: brew install python@3.12; Linux: your package manager."
        return 1
    fi
    "$python" -m venv "$here/.venv" &&
        "$here/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$here/requirements.lock" &&
        "$here/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
            --no-build-isolation "$here" &&
        echo ready > "$here/.venv/ready.txt"
}

show() { # opens a file with whatever this desktop opens files with; without one, the printed path is enough
    if command -v open >/dev/null; then open "$1"; elif [ -n "$DISPLAY$WAYLAND_DISPLAY" ]; then xdg-open "$1"; fi 2>/dev/null
}

if [ ! -f "$here/.venv/ready.txt" ] && ! install; then
    echo "安装没有完成。/ Setting up did not finish."
    exit 1
fi
case_folder=$1
if [ -z "$case_folder" ]; then
    echo "请把装有账单的文件夹拖进这个窗口，然后按回车："
    echo "Drag the folder with your bills into this window, then press Enter:"
    read -r case_folder
    case_folder=$(printf '%s' "$case_folder" | sed -e "s/^['\" ]*//" -e "s/['\" ]*\$//" -e 's/\\\(.\)/\1/g')
fi
if [ ! -d "$case_folder" ]; then
    echo "找不到这个文件夹：$case_folder"
    echo "No such folder: $case_folder"
    exit 2
fi
while :; do
    new=
    [ -e "$case_folder/case.xlsx" ] || [ -e "$case_folder/cancellations.csv" ] || new=1
    "$tool" run "$case_folder"
    status=$?
    if [ $status -eq 0 ] || [ $status -eq 3 ]; then
        show "$case_folder/result/report.html"
        [ -z "$new" ] || show "$case_folder/case.xlsx"
    fi
    [ -t 0 ] || exit $status
    echo
    if [ $status -eq 0 ] || [ $status -eq 3 ]; then
        echo "请在 case.xlsx 里填写（何时取消、问题的答复），保存并关闭表格，再回到这里按回车重新计算；不再计算请按 Ctrl-C。"
        echo "Fill in case.xlsx (when you cancelled, your answers), save and close it, then press Enter here to audit again; Ctrl-C when done."
    else
        echo "没有完成，原因见上。改好后按回车再试；不再计算请按 Ctrl-C。"
        echo "Not done; the reason stands above. Press Enter to try again; Ctrl-C when done."
    fi
    read -r _ || exit $status
done
