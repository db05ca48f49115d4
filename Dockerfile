# docker build -t facet . && docker run --rm -v "$PWD:/data" facet train strokes
# docker run --rm -v "$PWD:/data" -p 8642:8642 facet studio runs --host 0.0.0.0 --token "$(openssl rand -hex 16)"
FROM node:22-slim AS node

FROM maven:3-eclipse-temurin-17 AS build
# npm builds the page of the studio
COPY --from=node /usr/local/bin/node /usr/local/bin/
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
WORKDIR /source
COPY . .
RUN mvn -B -ntp -Dmaven.test.skip=true -pl facet-core,facet-app package \
      dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=/source/lib \
    && cp facet-app/target/facet-app.jar lib/

FROM eclipse-temurin:17-jre
COPY --from=build /source/lib /opt/facet/lib
# runs and the unpacked native libraries stay in the mounted folder
WORKDIR /data
# as ./facet sets them, and for its reasons
ENV GOMP_SPINCOUNT=10000 LC_ALL=C.UTF-8 \
    GLIBC_TUNABLES=glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1:glibc.malloc.trim_threshold=4294967296:glibc.malloc.mmap_threshold=33554432:glibc.malloc.top_pad=67108864
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-Djava.awt.headless=true", \
    "-Dorg.bytedeco.javacpp.cachedir=/data/.facet/natives", \
    "-Dfacet.command=docker run --rm -v \"$PWD:/data\" facet", "-cp", "/opt/facet/lib/*", "dev.facet.app.Main"]
CMD ["--help"]
