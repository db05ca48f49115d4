package dev.facet.data;
import dev.facet.codes.Draws;
public final class Batches {
  final Dataset d; final int b; final long seed; int @org.jspecify.annotations.Nullable [] perm; long epoch=-1;
  public Batches(Dataset d,int b,long seed){this.d=d;this.b=b;this.seed=seed;}
  public void read(long step, byte[] t){ int per=d.size()/b; long e=step/per; if(perm==null||e!=epoch){ epoch=e; Draws r=new Draws(seed,e); perm=new int[d.size()]; for(int i=0;i<perm.length;i++) perm[i]=i; for(int i=perm.length-1;i>0;i--){int j=r.nextInt(i+1);int k=perm[i];perm[i]=perm[j];perm[j]=k;} } int o=(int)(step%per)*b; for(int i=0;i<b;i++) d.read(perm[o+i],t,i*d.shape().bytes()); }
  int bytes(){ return b*d.shape().bytes(); }
}
