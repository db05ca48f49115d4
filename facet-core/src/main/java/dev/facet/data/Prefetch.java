package dev.facet.data;
public final class Prefetch implements AutoCloseable { final Batches b; long s; public Prefetch(Batches b,long s){this.b=b;this.s=s;} public byte[] next(){ byte[] t=new byte[b.bytes()]; b.read(s++,t); return t; } @Override public void close(){} }
