# make run    set up, build the knowledge base from policies/, start the web app
# make test   set up, run the tests
# make check  ruff, mypy, import-linter
# make help   the rest

PYTHON ?= python3
VENV ?= .venv
HOST ?= 127.0.0.1
PORT ?= 7860
# Two workers suit two cores; PYTEST_ARGS= runs in one process.
PYTEST_ARGS ?= -n 2

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip
BASE := $(VENV)/.base
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.PHONY: help run test check lint types imports format eval wheel clean

help:
	@echo "make run     安装、从 policies/ 建知识库、启动网页（PORT=端口，YOUJU_KB=知识库文件夹）"
	@echo "make test    安装并运行测试"
	@echo "make check   代码检查：ruff、mypy、import-linter"
	@echo "make format  按项目格式整理代码"
	@echo "make eval    用评测集检验默认知识库"
	@echo "make wheel   打包到 dist/"
	@echo "make clean   删除虚拟环境和缓存（不动知识库）"
	@echo "解释器不叫 python3 时：make PYTHON=python3.11 run"

run: $(INSTALLED)
	$(BIN)/youju serve --host $(HOST) --port $(PORT)

test: $(INSTALLED_DEV)
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: lint types imports

lint: $(INSTALLED_DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(INSTALLED_DEV)
	$(BIN)/mypy

imports: $(INSTALLED_DEV)
	$(BIN)/lint-imports

format: $(INSTALLED_DEV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

eval: $(INSTALLED)
	$(BIN)/youju eval

wheel: $(INSTALLED)
	$(PIP) wheel --quiet --no-deps --wheel-dir dist .

# torch goes in first and alone: beside the other packages an index that offers several builds of it may
# be asked for a larger one. The steps are stamped, so that a second run is quick.
$(BASE):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "需要 Python 3.11 或更新版本，$(PYTHON) 是：$$($(PYTHON) --version 2>&1)"; \
	  echo "请安装后再运行，或指明解释器：make PYTHON=python3.11 run"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --upgrade pip
	$(PIP) install --constraint constraints.txt torch==2.13.0
	@touch $@

$(INSTALLED): $(BASE) pyproject.toml constraints.txt
	$(PIP) install --quiet --constraint constraints.txt --editable '.[ocr]'
	@touch $@

$(INSTALLED_DEV): $(BASE) pyproject.toml constraints.txt
	$(PIP) install --quiet --constraint constraints.txt --editable '.[dev,ocr,milvus]'
	@touch $(INSTALLED) $@

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
