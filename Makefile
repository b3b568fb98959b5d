# 两个命令就够：make serve 打开网页，make test 跑全部检查。二者都会自行准备环境，可重复运行。
SHELL := /bin/bash
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
HOST ?= 127.0.0.1
PORT ?= 7860
SOURCES := bot corpus eval index tests benchmarks zhengwen.py

.PHONY: install serve test test-llm check format eval browser screenshots clean

install: $(VENV)/.run                  ## 虚拟环境、依赖、五份文件的索引
	@ZHENGWEN_DATA=./var $(BIN)/zhengwen corpus publish --shipped

serve: install                         ## 打开网页：http://127.0.0.1:7860
	@ZHENGWEN_DATA=./var $(BIN)/zhengwen serve --host $(HOST) --port $(PORT)

test: install $(VENV)/.test browser check  ## 格式、规范、类型、房间方向、全部测试
	$(BIN)/python -m pytest -n 2 --dist loadgroup

test-llm: install $(VENV)/.test        ## 语言模型：全部题目加脚本模型，再用一个真的小模型（首次下载约 1.1 GB）
	@$(PIP) --editable '.[test-llm]' || echo "装不上 xllamacpp，跳过真模型的一步。" >&2
	ZHENGWEN_TEST_LLM=1 OMP_WAIT_POLICY=passive $(BIN)/python -m pytest -s -rs tests/llm/test_cases.py tests/llm/test_real_model.py

check: $(VENV)/.test
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/pyright
	$(BIN)/lint-imports

format: $(VENV)/.test
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "需要 Python 3.11：请先安装，或用 make PYTHON=/路径/python3.11 指明。" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python constraints.txt pyproject.toml
	@echo "正在安装依赖（首次约两三分钟）……"
	@$(PIP) --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.run
	@$(PIP) --editable '.[models,llm,test]'
	@touch $@

browser:                               ## 浏览器测试要用的 Chromium 和中文字体
	@if command -v chromium >/dev/null && fc-list :lang=zh | grep -q .; then :; \
	elif [ "$$(id -u)" = 0 ]; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk fontconfig >/dev/null; \
	else echo "缺少 Chromium 或中文字体：请以 root 运行 apt-get install chromium fonts-noto-cjk fontconfig。" >&2; exit 1; fi

screenshots: install $(VENV)/.test browser  ## README 里的截图，写到 docs/screenshots/
	ZHENGWEN_DATA=./var PYTHONPATH=. $(BIN)/python docs/screenshots/take.py

clean:                                 ## 删除虚拟环境；数据目录 var 里可能有自己添加的文件，不动
	rm -rf $(VENV)
