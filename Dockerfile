# Written, never built as an image: see docs/operations.md. The tests build the wheel from the files that are copied here.
FROM python:3.11-slim-bookworm

RUN useradd --system --uid 10001 --home-dir /data --create-home assistant
WORKDIR /opt/assistant
# What changes seldom comes first.
COPY requirements.lock ./
RUN pip install --no-cache-dir --disable-pip-version-check -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY assistant assistant
COPY evals evals
COPY corpus corpus
COPY prompts prompts
COPY models/zh-static models/zh-static
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation .

USER assistant
ENV ASSISTANT_DATA_DIR=/data ASSISTANT_HOST=0.0.0.0
VOLUME /data
EXPOSE 7860
HEALTHCHECK --start-period=60s CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:7860/readyz', timeout=3)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["assistant"]
CMD ["serve"]
